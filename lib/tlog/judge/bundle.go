package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/transparency-dev/formats/log"
	formats "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
)

// trust is the form of pinned.json, and of the trust.json in a bundle, on whose word nothing rests.
type trust struct {
	Origin    string   `json:"origin"`
	Log       []string `json:"log"`
	Events    []string `json:"events"`
	Witnesses []string `json:"witnesses"`
}

func readTrust(content []byte) (stated trust, err error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	return stated, decoder.Decode(&stated)
}

// keys are those by which bundles are judged.
type keys struct {
	origin    string
	events    note.Verifiers
	log       []note.Verifier
	witnesses []note.Verifier
}

func verifiers(vkeys []string, parse func(string) (note.Verifier, error)) ([]note.Verifier, error) {
	list := make([]note.Verifier, 0, len(vkeys))
	for _, vkey := range vkeys {
		verifier, err := parse(vkey)
		if err != nil {
			return nil, err
		}
		list = append(list, verifier)
	}
	return list, nil
}

func pinnedKeys(file string) (keys, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return keys{}, err
	}
	pinned, err := readTrust(content)
	if err != nil {
		return keys{}, err
	}
	events, err1 := verifiers(pinned.Events, formats.NewVerifier)
	log, err2 := verifiers(pinned.Log, formats.NewVerifier)
	witnesses, err3 := verifiers(pinned.Witnesses, formats.NewVerifierForCosignatureV1)
	return keys{pinned.Origin, note.VerifierList(events...), log, witnesses}, errors.Join(err1, err2, err3)
}

// checkBundles writes one line for each bundle: valid or invalid, its file, and why.
func checkBundles(pinned string, files []string, out io.Writer) error {
	by, err := pinnedKeys(pinned)
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		verdict := "valid"
		if why := checkBundle(content, by); errors.Is(why, errSplit) {
			return fmt.Errorf("%s: %w", file, why)
		} else if why != nil {
			verdict = fmt.Sprintf("invalid %q", why)
		}
		if _, err := fmt.Fprintf(out, "%s %s\n", file, verdict); err != nil {
			return err
		}
	}
	return nil
}

// checkBundle checks the evidence in a zip: the event's note, and its place under a checkpoint of the log.
func checkBundle(content []byte, by keys) error {
	files, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return err
	}
	entry, err1 := fs.ReadFile(files, "event.note")
	text, err2 := fs.ReadFile(files, "event.tlog-proof")
	said, err3 := fs.ReadFile(files, "trust.json")
	_, err4 := fs.ReadFile(files, "README.txt")
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	if _, err := readTrust(said); err != nil {
		return err
	}
	event, err := note.Open(entry, by.events)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(event.Text), new(any)); err != nil {
		return err
	}
	var stated proof.TLogProof
	if err := stated.Unmarshal(text); err != nil {
		return err
	}
	checkpoint, err := openedBy(stated.Checkpoint, by)
	if err != nil {
		return err
	}
	hashes := make([][]byte, 0, len(stated.Hashes))
	for _, hash := range stated.Hashes {
		hashes = append(hashes, hash[:])
	}
	leaf := rfc6962.DefaultHasher.HashLeaf(entry)
	return checkInclusion(leaf, stated.Index, checkpoint.Size, checkpoint.Hash, hashes)
}

// openedBy opens a checkpoint with the log's keys, of which one is enough, and the witnesses'.
func openedBy(signed []byte, by keys) (*log.Checkpoint, error) {
	var why error
	for _, key := range by.log {
		checkpoint, _, _, err := log.ParseCheckpoint(signed, by.origin, key, by.witnesses...)
		if err == nil {
			return checkpoint, nil
		}
		why = err
	}
	return nil, why
}
