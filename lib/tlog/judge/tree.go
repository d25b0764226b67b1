package main

import (
	"strconv"

	"github.com/transparency-dev/tessera/api/layout"
	"golang.org/x/mod/sumdb/tlog"
)

// stored holds the hashes of the tree of the leaves "0", "1", "2", …, in x/mod's order; it grows as it is asked.
var (
	stored []tlog.Hash
	leaves int64
)

var reader = tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, 0, len(indexes))
	for _, index := range indexes {
		hashes = append(hashes, stored[index])
	}
	return hashes, nil
})

func grow(size uint64) error {
	for ; leaves < int64(size); leaves++ {
		hashes, err := tlog.StoredHashes(leaves, []byte(strconv.FormatInt(leaves, 10)), reader)
		if err != nil {
			return err
		}
		stored = append(stored, hashes...)
	}
	return nil
}

func rootOf(size uint64) ([]byte, error) {
	if err := grow(size); err != nil {
		return nil, err
	}
	root, err := tlog.TreeHash(int64(size), reader)
	return root[:], err
}

func tileOf(level int, index uint64, width int, size uint64) ([]byte, error) {
	if err := grow(size); err != nil {
		return nil, err
	}
	return tlog.ReadTileData(tlog.Tile{H: layout.TileHeight, L: level, N: int64(index), W: width}, reader)
}

// pathOf is the path as Tessera writes it; level -1 stands for the entries. A width of 256 is none to it.
func pathOf(level int, index uint64, width int) string {
	if level < 0 {
		return layout.EntriesPath(index, uint8(width))
	}
	return layout.TilePath(uint64(level), index, uint8(width))
}
