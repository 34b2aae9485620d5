"""`python -m bot`: reads the command line, nothing else."""

from bot.commands import main

if __name__ == "__main__":
    main()
