"""/settings/ and /invitations/."""
