"""What can be known: read models that follow the log, and the questions they answer."""
