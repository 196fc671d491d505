package dossier

import (
	"errors"
	"fmt"
)

// Letter gives the rendered letter of a dossier: the files whose sums are in its
// last record of the letter. Whether its numbers follow, Verify says.
func Letter(path string) (html, pdf []byte, err error) {
	d, err := Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer d.Close()
	text, err := d.read(letterEntry, mostLetter)
	if err != nil {
		return nil, nil, err
	}
	l, err := readLetter(text)
	if err != nil {
		return nil, nil, err
	}
	if l.rendered == nil || l.rendered.HTML == "" || l.rendered.PDF == "" {
		return nil, nil, errors.New("no letter is in it: a proof for one account has none")
	}
	if html, err = d.read(htmlEntry, mostLetter); err == nil {
		pdf, err = d.read(pdfEntry, mostLetter)
	}
	if err == nil && (digest(html) != l.rendered.HTML || digest(pdf) != l.rendered.PDF) {
		err = fmt.Errorf("its letter is not the one that was sealed: stillhunt case verify says what else is not")
	}
	return html, pdf, err
}
