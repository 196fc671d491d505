package stix

import "slices"

// Levels of TLP 2.0 (FIRST, 2022), from the widest to the narrowest.
var Levels = []string{"clear", "green", "amber", "amber+strict", "red"}

// markings are the ids under which OASIS published the levels
// (oasis-open/cti-stix-common-objects, TLP 2.0).
var markings = []string{
	"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
	"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
	"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
	"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
	"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}

const tlpExtension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

// older are the ids of TLP 1.0 in STIX 2.1 (7.2.1.4), by the level of 2.0 that
// each has become.
var older = map[string]string{
	"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "clear",
	"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
	"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "amber",
	"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
}

// Red reports whether an object is marked TLP:RED, of 2.0 or 1.0: for those who
// were there, and for nobody else.
func (t *Thing) Red() bool { return t.level() == len(Levels)-1 }

// level is the narrowest of an object's marks in Levels; -1 if it has none.
func (t *Thing) level() int {
	narrowest := -1
	for _, m := range t.Markings {
		narrowest = max(narrowest, slices.Index(markings, m), slices.Index(Levels, older[m]))
	}
	return narrowest
}

// Narrowest is the level of an answer to objects: amber, or the narrowest that
// one of them is marked with.
func Narrowest(all []Thing) string {
	narrowest := slices.Index(Levels, "amber")
	for i := range all {
		narrowest = max(narrowest, all[i].level())
	}
	return Levels[narrowest]
}

// TLP is the marking of a level; nil if it is none of Levels.
func TLP(level string) Object {
	i := slices.Index(Levels, level)
	if i < 0 {
		return nil
	}
	names := []string{"TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"}
	return Object{
		"type": "marking-definition", "spec_version": "2.1", "id": markings[i], "created": "2022-10-01T00:00:00.000Z", "name": names[i],
		"extensions": Object{tlpExtension: Object{"extension_type": "property-extension", "tlp_2_0": level}},
	}
}
