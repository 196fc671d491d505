package population

// bound reports whether an account's work is set by a quota, where this share
// of accounts has one.
func bound(seed uint64, share float64) bool {
	return share > 0 && newDice(seed, 111).chance(share)
}

// bind gives the person a quota with the chance of its population: a norm to
// meet, or a plan's limit that is used up every day.
func (p *person) bind(share, perDay float64) {
	if bound(p.seed, share) {
		p.quota = int16(max(1, perDay+.5))
	}
}

// norm appends a day of somebody with a quota, in at most eight hours from the
// person's own hour on. The person is off on some weekends.
func (p *person) norm(w *World, d dice, day int, account int32, plan []Event) []Event {
	if !w.workday(day) && !d.chance(float64(p.weekend)) {
		return plan
	}
	begin, from := w.midnight(day)+p.hour(d), len(plan)
	end := min(begin+8*3600*1000, w.midnight(day)+dayMillis-20*60*1000)
	begin = min(begin, end-3600*1000)
	plan = w.stint(d, int(account), int(p.quota), begin, end, float64(p.follow), plan)
	kept := plan[:from]
	for _, e := range plan[from:] {
		if e.At > p.created && e.At < w.midnight(day)+dayMillis {
			kept = append(kept, e)
		}
	}
	return kept
}
