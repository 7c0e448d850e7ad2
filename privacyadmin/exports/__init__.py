"""Lists that leave the program as a file: `registry.offer(...)`; each is made in the worker, names its purpose and is recorded (T14)."""
