"""Letters on their way out: written from templates, sent by SMTP or laid in a folder."""
