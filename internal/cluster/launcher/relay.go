package main

import (
	"io"
	"net"
	"time"
)

// relay takes connections at one address and hands them on to the node at
// another. It stands between them because libchdb lacks the handler that a
// server's main installs: a client that resets its connection would end the
// node. Behind the relay it sees every connection end in good order.
func relay(from, to string) error {
	for {
		// The address answers when the node does.
		conn, err := net.Dial("tcp", to)
		if err == nil {
			if err := conn.Close(); err != nil {
				return err
			}
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	l, err := net.Listen("tcp", from)
	if err != nil {
		return err
	}
	for {
		client, err := l.Accept()
		if err != nil {
			return err
		}
		go join(client.(*net.TCPConn), to)
	}
}

// join copies both ways until the node ends its side.
func join(client *net.TCPConn, to string) {
	defer client.Close()
	conn, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer conn.Close()
	node := conn.(*net.TCPConn)
	go func() {
		_, _ = io.Copy(node, client)
		_ = node.CloseWrite()
	}()
	_, _ = io.Copy(client, node)
	_, _ = io.Copy(io.Discard, node) // what a client that is gone no longer reads
}
