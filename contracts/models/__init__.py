"""Contracts, from the award on."""

from contracts.models.contracts import Contract, ContractEvent

__all__ = ["Contract", "ContractEvent"]
