// Judge lets libraries that know nothing of Pedigree judge its log.
//
//	judge fsck DIR VKEY                  is the log in this directory whole, and does its checkpoint hold?
//	judge proof VKEY PROOF_FILE ENTRY_FILE   does this .tlog-proof show that the entry is in the log?
//	judge bundle PINNED_FILE ZIP...      do these evidence bundles hold by the pinned keys?
//	judge parity                         answers questions on stdin, for comparison with Pedigree's own verdicts
//
// A verdict is printed on stdout; why something was refused, on stderr, with exit code 1. The program decides nothing
// itself: every verdict is that of golang.org/x/mod/sumdb or of github.com/transparency-dev.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
)

var errUsage = errors.New("usage: judge fsck DIR VKEY | proof VKEY PROOF_FILE ENTRY_FILE | bundle PINNED_FILE ZIP... | parity")

func main() {
	out := bufio.NewWriter(os.Stdout)
	err := run(os.Args[1:], out)
	if flushed := out.Flush(); err == nil {
		err = flushed
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, out *bufio.Writer) error {
	switch {
	case len(args) == 3 && args[0] == "fsck":
		return checkLog(args[1], args[2], out)
	case len(args) == 4 && args[0] == "proof":
		return checkProof(args[1], args[2], args[3], out)
	case len(args) > 2 && args[0] == "bundle":
		return checkBundles(args[1], args[2:], out)
	case len(args) == 1 && args[0] == "parity":
		return answer(os.Stdin, out)
	default:
		return errUsage
	}
}
