"""Accounts: log-ins, sessions, invitations, paired phones."""
