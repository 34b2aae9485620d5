"""The staff console: plain pages and forms over `bot.desk`. Works without scripts; loads nothing from elsewhere."""
