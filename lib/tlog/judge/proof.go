package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/formats/proof"
	merkle "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// checkProof checks a .tlog-proof: its checkpoint against the log's key, its hashes against the checkpoint's root.
func checkProof(vkey, proofFile, entryFile string, out io.Writer) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(proofFile)
	if err != nil {
		return err
	}
	entry, err := os.ReadFile(entryFile)
	if err != nil {
		return err
	}
	var stated proof.TLogProof
	if err := stated.Unmarshal(text); err != nil {
		return err
	}
	checkpoint, _, _, err := log.ParseCheckpoint(stated.Checkpoint, verifier.Name(), verifier)
	if err != nil {
		return err
	}
	hashes := make([][]byte, 0, len(stated.Hashes))
	for _, hash := range stated.Hashes {
		hashes = append(hashes, hash[:])
	}
	leaf := rfc6962.DefaultHasher.HashLeaf(entry)
	if err := checkInclusion(leaf, stated.Index, checkpoint.Size, checkpoint.Hash, hashes); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "ok %d %d\n", stated.Index, checkpoint.Size)
	return err
}

// errSplit means that two judges disagree: not a verdict, but a question for whoever runs them.
var errSplit = errors.New("transparency-dev/merkle and x/mod disagree")

func checkInclusion(leaf []byte, index, size uint64, root []byte, hashes [][]byte) error {
	first := merkle.VerifyInclusion(rfc6962.DefaultHasher, index, size, leaf, hashes, root)
	path, ok := asHashes(append([][]byte{leaf, root}, hashes...))
	second := errLength
	if ok {
		second = tlog.CheckRecord(path[2:], int64(size), path[1], int64(index), path[0])
	}
	return agreed(first, second)
}

func checkConsistency(old uint64, oldRoot []byte, size uint64, root []byte, hashes [][]byte) error {
	first := merkle.VerifyConsistency(rfc6962.DefaultHasher, old, size, hashes, oldRoot, root)
	path, ok := asHashes(append([][]byte{oldRoot, root}, hashes...))
	second := errLength
	switch {
	case ok && old == 0:
		return first // x/mod knows no proof from the empty tree
	case ok:
		second = tlog.CheckTree(path[2:], int64(size), path[1], int64(old), path[0])
	}
	return agreed(first, second)
}

func agreed(first, second error) error {
	if (first == nil) != (second == nil) {
		return fmt.Errorf("%w: %v, %v", errSplit, first, second)
	}
	return first
}

var errLength = errors.New("a hash has not 32 bytes")

// asHashes converts to x/mod's type, which knows no hashes of another length.
func asHashes(all [][]byte) ([]tlog.Hash, bool) {
	hashes := make([]tlog.Hash, len(all))
	for i, bytes := range all {
		if copy(hashes[i][:], bytes) != tlog.HashSize || len(bytes) != tlog.HashSize {
			return nil, false
		}
	}
	return hashes, true
}
