package stix

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// Common are the objects that are the same whoever writes them, by id.
func Common() map[string]Object {
	list := []Object{Project(), Extension()}
	for _, l := range Levels {
		list = append(list, TLP(l))
	}
	for _, t := range Techniques {
		list = append(list, AttackPattern(t))
	}
	for _, m := range Mitigations {
		list = append(list, CourseOfAction(m), Mitigates(m))
	}
	all := make(map[string]Object, len(list))
	for _, o := range list {
		all[o.ID()] = o
	}
	return all
}

// Is reports whether what was read says what an object does, no more and no less.
func (t *Thing) Is(o Object) bool {
	text, err := json.Marshal(o)
	if err != nil {
		return false
	}
	var one, two any
	for to, from := range map[*any][]byte{&one: text, &two: t.Raw} {
		d := json.NewDecoder(bytes.NewReader(from))
		d.UseNumber()
		if d.Decode(to) != nil {
			return false
		}
	}
	return reflect.DeepEqual(one, two)
}
