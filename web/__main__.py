"""The start of the `trials` command, and as good as empty: every worker that `serve` starts runs it again.

Python's spawned processes import what their parent began with. With the whole command line in it a worker needed
0.9 seconds more before its first answer.
"""


def main() -> None:
    """Run the command line."""
    from web.cli import main as run  # noqa: PLC0415 - so that workers need not pay for it

    run()


if __name__ == "__main__":
    main()
