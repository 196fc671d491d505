package stix

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Objects are those of a bundle or an envelope, unread. They are taken one by
// one, so that a list of millions is refused before it takes memory.
type Objects []json.RawMessage

// UnmarshalJSON implements json.Unmarshaler.
func (o *Objects) UnmarshalJSON(text []byte) error {
	if bytes.Equal(text, []byte("null")) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return errors.New("its objects are no list")
	}
	for d.More() {
		if len(*o) == MaxObjects {
			return fmt.Errorf("it has more than %d objects, which is more than are read at once", MaxObjects)
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		*o = append(*o, raw)
	}
	return nil
}
