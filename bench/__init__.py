"""The figures beside their limits, measured in the same run: `make bench` (PERFORMANCE)."""
