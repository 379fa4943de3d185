"""What an association tells beside its book: figures, aims, and what was done on paper."""
