package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/api/layout"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
)

// checkLog recomputes every tile and the root from the entries, as Tessera's fsck does it.
func checkLog(dir, vkey string, out io.Writer) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	ctx := context.Background()
	files := client.FileFetcher{Root: dir}
	raw, err := files.ReadCheckpoint(ctx)
	if err != nil {
		return err
	}
	checkpoint, _, _, err := log.ParseCheckpoint(raw, verifier.Name(), verifier)
	if err != nil {
		return err
	}
	check := fsck.New(verifier.Name(), verifier, files, leafHashes, fsck.Opts{N: 2})
	if err := outcome(ctx, check); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "ok %d\n", checkpoint.Size)
	return err
}

// leafHashes is Tessera's default bundle hasher: RFC 6962 over the entries of a C2SP bundle.
func leafHashes(bundle []byte) ([][]byte, error) {
	entries := api.EntryBundle{}
	if err := entries.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	hashes := make([][]byte, 0, len(entries.Entries))
	for _, entry := range entries.Entries {
		hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return hashes, nil
}

// outcome waits for the check. Two weaknesses of fsck need care: it panics over a bundle with too few entries, and it
// blocks for ever once each of its workers has met a bad tile. What it has found bad by then is the verdict.
func outcome(ctx context.Context, check *fsck.Fsck) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if reason := recover(); reason != nil {
				done <- fmt.Errorf("fsck could not go on: %v", reason)
			}
		}()
		done <- check.Check(ctx)
	}()
	var bad error
	for {
		select {
		case err := <-done:
			return err
		case <-time.After(time.Second):
			if bad != nil {
				return bad
			}
			bad = badTile(check.Status())
		}
	}
}

func badTile(status fsck.Status) error {
	for level, ranges := range status.TileRanges {
		for _, tiles := range ranges {
			if tiles.State == fsck.Invalid || tiles.State == fsck.FetchError {
				path := layout.TilePath(uint64(level), tiles.First, 0)
				return fmt.Errorf("%s (and maybe others): %s", path, tiles.State)
			}
		}
	}
	return nil
}
