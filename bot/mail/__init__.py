"""Letters by e-mail: their wording, the way to the mail server, and the outbox in between."""
