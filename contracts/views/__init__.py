"""Pages of contracts, and the award that makes one."""
