"""python -m surveil"""

from surveil.cli import main

main()
