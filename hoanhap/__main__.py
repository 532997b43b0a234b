"""`python -m hoanhap` is the console command `hoanhap`."""

from hoanhap.config.cli import main

if __name__ == "__main__":
    main()
