package main

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/json"
	"errors"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"
)

// ed25519Key verifies what go-securesystemslib hands to it: the pre-authentication encoding that it made.
type ed25519Key struct {
	name string
	key  ed25519.PublicKey
}

func (k ed25519Key) Verify(_ context.Context, data, sig []byte) error {
	if !ed25519.Verify(k.key, data, sig) {
		return errors.New("the signature does not match")
	}
	return nil
}

func (k ed25519Key) KeyID() (string, error) { return k.name, nil }

func (k ed25519Key) Public() crypto.PublicKey { return k.key }

// openEnvelope holds where the key signed the DSSE envelope.
func openEnvelope(text, name string, key []byte) error {
	var envelope dsse.Envelope
	if err := json.Unmarshal([]byte(text), &envelope); err != nil {
		return err
	}
	verifier, err := dsse.NewEnvelopeVerifier(ed25519Key{name, key})
	if err != nil {
		return err
	}
	_, err = verifier.Verify(context.Background(), &envelope)
	return err
}
