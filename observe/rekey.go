package observe

// rekey brings an observation under the first key of a chain to the last.
func (w *Worker) rekey(o *Observation) {
	for _, c := range w.later {
		o.Rekey(c.Of)
	}
}

// Rekey puts in the place of every keyed value what change makes of it; change
// keeps 0, which is no value, and is of one key: bands are cut after each. SimHash is left: what is like something under one
// key would be like nothing under another.
func (o *Observation) Rekey(change func(uint64) uint64) {
	same := o.ID == o.Canonical // of an exchange without an id
	if o.Canonical = change(o.Canonical); same {
		o.ID = o.Canonical
	} else {
		o.ID = change(o.ID)
	}
	for _, v := range [...]*uint64{
		&o.Account, &o.Org, &o.Conversation, &o.Prefix, &o.Skeleton, &o.Head, &o.Tail, &o.System,
		&o.Network, &o.Client, &o.JA4, &o.Contradiction,
	} {
		*v = change(*v)
	}
	for i := range o.Band {
		o.Band[i] = RekeyBand(o.Band[i], change)
	}
	for _, list := range [...][]uint64{o.Issued, o.Presented} {
		for i := range list {
			list[i] = change(list[i])
		}
	}
}

// RekeyBand is what a change of keys makes of a band, which has half of a
// value's bits: the lower ones, and 1 in place of 0.
func RekeyBand(band uint32, change func(uint64) uint64) uint32 {
	if band == 0 {
		return 0
	}
	return max(1, uint32(change(uint64(band))))
}
