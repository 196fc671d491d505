package taxii

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// ServeOptions say what is served where.
type ServeOptions struct {
	Dir         string   // of the collections' files
	Listen      string   // HOST:PORT
	Title       string   // of the server
	Collections []string // their titles
	Users       Users    // nil: anybody on this machine may read
	Cert, Key   string   // files for TLS
	Insecure    bool     // without TLS on an address that others reach
	Log         *slog.Logger
	Ready       func(address string, all []Collection) // called when it answers
}

// Serve serves until ctx ends, and then lets running requests finish.
func Serve(ctx context.Context, o ServeOptions) (err error) {
	if err := o.check(); err != nil {
		return err
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return fmt.Errorf("making the directory of the collections: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(o.Dir, ".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("locking the collections: %w", err)
	}
	defer lock.Close()
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return fmt.Errorf("another server serves %s: stop it, or name another directory", o.Dir)
	}
	s := &Server{Title: o.Title, Users: o.Users, Log: o.Log, Now: time.Now}
	var all []Collection
	for _, title := range o.Collections {
		store, err2 := OpenStore(filepath.Join(o.Dir, CollectionID(title)+".jsonl"), time.Now)
		if err2 != nil {
			return err2
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		all = append(all, s.Serve(title, store))
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return fmt.Errorf("listening (another address can be named with --listen): %w", err)
	}
	h := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10}
	ended := make(chan error, 1)
	go func() {
		if o.Cert != "" {
			ended <- h.ServeTLS(l, o.Cert, o.Key)
		} else {
			ended <- h.Serve(l)
		}
	}()
	if o.Ready != nil {
		o.Ready(l.Addr().String(), all)
	}
	select {
	case err := <-ended:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := h.Shutdown(finish); err != nil {
		return fmt.Errorf("ending: %w", errors.Join(err, h.Close()))
	}
	return nil
}

func (o *ServeOptions) check() error {
	host, _, err := net.SplitHostPort(o.Listen)
	seen := map[string]bool{}
	for _, t := range o.Collections {
		if t == "" || seen[t] {
			return fmt.Errorf("a collection has a title that no other has, not %q", t)
		}
		seen[t] = true
	}
	switch {
	case err != nil:
		return fmt.Errorf("%q is no address to listen on: HOST:PORT", o.Listen)
	case len(o.Collections) == 0:
		return errors.New("there is nothing to serve: name a collection")
	case (o.Cert == "") != (o.Key == ""):
		return errors.New("TLS needs a certificate and its key")
	case loopback(host):
		return nil
	case o.Users == nil:
		return fmt.Errorf("%s can be reached by others: name the users that may", o.Listen)
	case o.Cert == "" && !o.Insecure:
		return fmt.Errorf("%s can be reached by others, and without TLS everybody on the way can read it: name a certificate, or say --insecure if a proxy in front of it has one", o.Listen)
	}
	return nil
}
