"""Instructions spoken by Debian's espeak-ng, heard by PocketSphinx: `python -m tests.voice`."""
