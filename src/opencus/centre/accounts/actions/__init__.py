"""Every write about accounts: people and their roles, one-time links, paired phones, one's own sessions."""
