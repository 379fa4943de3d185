"""Associations and what they tell: places, reorganisations, figures, paper, reports."""
