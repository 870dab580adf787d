"""Who may come in, and what each visitor may do; only where the server has accounts."""
