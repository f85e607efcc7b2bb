"""Pages of contracts and orders: for the centre's staff and for providers."""
