package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/transparency-dev/formats/log"
	formats "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
)

// question is one line of stdin. Byte strings are base64; what a kind does not ask about is left out.
//
//	inclusion    leaf, index, size, root, proof
//	consistency  old, oldRoot, size, root, proof
//	note         note, vkey
//	checkpoint   note, vkey, origin, and witnesses: whose cosignatures, where there are any, have to be valid
//	proof        note: is this text a .tlog-proof?
//	root         size, root: of the tree whose leaves are the entries "0", "1", "2", …
//	tile         level, index, width, bytes: of the tree of `size` such leaves
//	path         level (-1 for entries), index, width, path
//	dsse         note: a DSSE envelope; vkey: the key's name in it; bytes: the Ed25519 public key
type question struct {
	Kind      string
	Leaf      []byte
	Index     uint64
	Size      uint64
	Root      []byte
	Proof     [][]byte
	Old       uint64
	OldRoot   []byte
	Note      string
	Vkey      string
	Origin    string
	Witnesses []string
	Level     int
	Width     int
	Bytes     []byte
	Path      string
}

// answer writes one line, true or false, for each question. It stops where a question is none, or the judges disagree.
func answer(in io.Reader, out io.Writer) error {
	questions := json.NewDecoder(in)
	for line := 1; ; line++ {
		var asked question
		if err := questions.Decode(&asked); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("question %d: %w", line, err)
		}
		verdict, err := verdictOn(asked)
		if err != nil {
			return fmt.Errorf("question %d: %w", line, err)
		}
		if _, err := fmt.Fprintln(out, verdict); err != nil {
			return err
		}
	}
}

func verdictOn(q question) (bool, error) {
	switch q.Kind {
	case "inclusion":
		return held(checkInclusion(q.Leaf, q.Index, q.Size, q.Root, q.Proof))
	case "consistency":
		return held(checkConsistency(q.Old, q.OldRoot, q.Size, q.Root, q.Proof))
	case "note":
		return held(openNote(q.Note, q.Vkey))
	case "checkpoint":
		return held(openCheckpoint(q))
	case "proof":
		var stated proof.TLogProof
		return held(stated.Unmarshal([]byte(q.Note)))
	case "root":
		root, err := rootOf(q.Size)
		return bytes.Equal(root, q.Root), err
	case "tile":
		content, err := tileOf(q.Level, q.Index, q.Width, q.Size)
		return bytes.Equal(content, q.Bytes), err
	case "dsse":
		return held(openEnvelope(q.Note, q.Vkey, q.Bytes))
	case "path":
		return pathOf(q.Level, q.Index, q.Width) == q.Path, nil
	default:
		return false, fmt.Errorf("no such kind of question: %q", q.Kind)
	}
}

func held(err error) (bool, error) {
	if errors.Is(err, errSplit) {
		return false, err
	}
	return err == nil, nil
}

func openNote(text, vkey string) error {
	verifier, err := formats.NewVerifier(vkey)
	if err != nil {
		return err
	}
	_, err = note.Open([]byte(text), note.VerifierList(verifier))
	return err
}

func openCheckpoint(q question) error {
	verifier, err := formats.NewVerifier(q.Vkey)
	if err != nil {
		return err
	}
	var witnesses []note.Verifier
	for _, vkey := range q.Witnesses {
		witness, err := formats.NewVerifierForCosignatureV1(vkey)
		if err != nil {
			return err
		}
		witnesses = append(witnesses, witness)
	}
	_, _, _, err = log.ParseCheckpoint([]byte(q.Note), q.Origin, verifier, witnesses...)
	return err
}
