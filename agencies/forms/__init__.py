"""What people type about an agency, and the picker of services that briefs use as well."""
