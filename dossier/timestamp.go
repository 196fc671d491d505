package dossier

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"errors"
	"time"
)

// mostTimestamp bounds a time stamp's answer.
const mostTimestamp = 256 << 10

var (
	oidSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidTSTInfo    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidSHA256     = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
)

// stamped reads a TimeStampResp (RFC 3161) and checks that it is of this
// checkpoint by SHA-256. The authority's signature is not checked: openssl ts
// -verify does, with the authority's certificate.
func stamped(answer, checkpoint []byte) (time.Time, error) {
	bad := errors.New("it is no answer of a time stamp authority (RFC 3161, DER)")
	if len(answer) > mostTimestamp {
		return time.Time{}, errors.New("it is too long")
	}
	var status, token asn1.RawValue
	var code int
	if err := head(answer, &status, &token); err != nil {
		return time.Time{}, bad
	}
	if _, err := asn1.Unmarshal(status.Bytes, &code); err != nil {
		return time.Time{}, bad
	}
	if code > 1 {
		return time.Time{}, errors.New("the time stamp authority refused")
	}
	var kind asn1.ObjectIdentifier
	var content, algorithms asn1.RawValue
	if err := head(token.FullBytes, &kind, &content); err != nil || !kind.Equal(oidSignedData) {
		return time.Time{}, bad
	}
	var encap struct {
		Type    asn1.ObjectIdentifier
		Content []byte `asn1:"explicit,tag:0"`
	}
	var version int
	if err := head(content.Bytes, &version, &algorithms, &encap); err != nil || !encap.Type.Equal(oidTSTInfo) {
		return time.Time{}, bad
	}
	var policy asn1.ObjectIdentifier
	var imprint struct {
		Algorithm struct {
			ID         asn1.ObjectIdentifier
			Parameters asn1.RawValue `asn1:"optional"`
		}
		Hash []byte
	}
	var serial asn1.RawValue
	var at time.Time
	if err := head(encap.Content, &version, &policy, &imprint, &serial, &at); err != nil {
		return time.Time{}, bad
	}
	sum := sha256.Sum256(checkpoint)
	if !imprint.Algorithm.ID.Equal(oidSHA256) || !bytes.Equal(imprint.Hash, sum[:]) {
		return time.Time{}, errors.New("it is not of this checkpoint")
	}
	return at.UTC(), nil
}

// head reads the first elements of a sequence into the variables.
func head(sequence []byte, into ...any) error {
	var all asn1.RawValue
	if _, err := asn1.Unmarshal(sequence, &all); err != nil {
		return err
	}
	rest := all.Bytes
	for _, v := range into {
		var err error
		params := ""
		if _, ok := v.(*time.Time); ok {
			params = "generalized"
		}
		if rest, err = asn1.UnmarshalWithParams(rest, v, params); err != nil {
			return err
		}
	}
	return nil
}
