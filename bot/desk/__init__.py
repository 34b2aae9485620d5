"""The staff shell: each action is one transaction and one entry in the log. No pages, no HTTP; those are in `bot.staff`."""
