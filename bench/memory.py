"""What a process of its own needs for an answer of fifty pages, in MB at the highest: `python -m bench.memory`."""
import resource

import django

if __name__ == "__main__":
    django.setup()
    from bench.rows_documents import readable

    readable()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
