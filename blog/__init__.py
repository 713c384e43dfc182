"""The CMS: pages of the public site."""
