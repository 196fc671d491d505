package dossier

import "github.com/stillhunt/stillhunt/campaign"

// Manifest is the first record: what was sealed, from what, by whom.
type Manifest struct {
	Schema           string               `json:"schema"`
	Case             string               `json:"case"`     // names the log
	Campaign         string               `json:"campaign"` // id
	Name             string               `json:"name"`
	Sealed           string               `json:"sealed"` // RFC 3339 UTC
	Software         string               `json:"software"`
	ParametersSHA256 string               `json:"parameters_sha256"`
	Key              string               `json:"key"` // the public key that signs, as signed notes name it
	Synthetic        bool                 `json:"synthetic,omitempty"`
	Input            campaign.Input       `json:"input"`
	FDR              float64              `json:"fdr"`
	Calibration      campaign.Calibration `json:"calibration"`
	QValue           float64              `json:"q_value"`
	Confidence       string               `json:"confidence"`
	Likelihood       string               `json:"likelihood"`
	// Counts are the records of each kind of evidence but the manifest.
	Counts map[string]int64 `json:"counts"`
}
