package baseline

// perAccountLimit accuses whoever sends more than so many exchanges on a day:
// what every gateway has.
var perAccountLimit = Rule{
	Name: "per-account limit", Source: "common practice; 100 a day", Published: 101,
	Score: alone(func(t *Traffic) []float64 {
		out := make([]float64, len(t.Accounts))
		for i := range t.Accounts {
			out[i] = float64(t.Accounts[i].Busiest)
		}
		return out
	}),
}
