"""A plan as a workbook that people fill in, and what they changed in it when it comes back."""
