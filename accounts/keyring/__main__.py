import sys

from accounts.keyring.keys import main

print(main(sys.argv[1:]))
