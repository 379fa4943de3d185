"""Disbursements from proposal to payment, award lists, goods that are issued, refunds."""
