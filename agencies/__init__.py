"""The supply side: profiles, services, case studies, the directory."""
