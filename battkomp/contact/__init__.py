"""The contact form, the inbox and its mails."""
