"""The laws of the domain, held over random histories of one fund, on both stores.

`naive` computes everything by brute force from a plain list; `steps` are the commands there are;
`world` plays a history in the real ledger and in the naive one and compares them step by step.
"""
