"""Who may open what: the sweep over every URL and every role."""
