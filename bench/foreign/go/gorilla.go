package main

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"
)

// As its documentation recommends: a buffer of the largest message that is expected, since a longer one
// would be sent in fragments of it.
const expected = 1 << 20

// gorilla's websocket, by its calls that wait: WriteMessage, and NextReader into memory that is kept, where
// ReadMessage would allocate for each message.
type gorilla struct {
	connection *websocket.Conn
	received   bytes.Buffer
}

func openGorilla(url string, trust *tls.Config) (session, error) {
	dialer := websocket.Dialer{
		TLSClientConfig:  trust,
		ReadBufferSize:   expected,
		WriteBufferSize:  expected,
		HandshakeTimeout: 10 * time.Second,
	}
	connection, _, err := dialer.Dial(url, nil) // Go turns Nagle's algorithm off itself
	if err != nil {
		return nil, err
	}
	return &gorilla{connection: connection}, nil
}

func (g *gorilla) send(payload []byte) error {
	return g.connection.WriteMessage(websocket.BinaryMessage, payload)
}

// Its bytes are good until the next.
func (g *gorilla) receive() ([]byte, error) {
	kind, reader, err := g.connection.NextReader()
	if err != nil {
		return nil, err
	}
	if kind != websocket.BinaryMessage {
		return nil, errText
	}
	g.received.Reset()
	_, err = g.received.ReadFrom(reader)
	return g.received.Bytes(), err
}

func (g *gorilla) expect(size int) error {
	message, err := g.receive()
	if err == nil && len(message) != size {
		err = wrong(len(message), size)
	}
	return err
}

func (g *gorilla) check(payload []byte) ([]byte, error) {
	if err := g.send(payload); err != nil {
		return nil, err
	}
	return g.receive()
}

func (g *gorilla) batches(payload []byte, count int, duration time.Duration, times *[]uint64) (result, error) {
	messages := 0
	start := time.Now()
	for {
		begin := time.Now()
		for i := 0; i < count; i++ {
			if err := g.send(payload); err != nil {
				return result{}, err
			}
		}
		for i := 0; i < count; i++ {
			if err := g.expect(len(payload)); err != nil {
				return result{}, err
			}
		}
		now := time.Now()
		*times = append(*times, uint64(now.Sub(begin)))
		messages += count
		if now.Sub(start) >= duration {
			return result{messages, int64(now.Sub(start))}, nil
		}
	}
}

func (g *gorilla) stream(payload []byte, window int, duration time.Duration) (result, error) {
	messages := 0
	start := time.Now()
	for i := 0; i < window; i++ {
		if err := g.send(payload); err != nil {
			return result{}, err
		}
	}
	for underWay := window; underWay > 0; {
		if err := g.expect(len(payload)); err != nil {
			return result{}, err
		}
		messages++
		if time.Since(start) >= duration {
			underWay--
		} else if err := g.send(payload); err != nil {
			return result{}, err
		}
	}
	return result{messages, int64(time.Since(start))}, nil
}

func (g *gorilla) close() error {
	deadline := time.Now().Add(time.Second)
	normal := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	err := g.connection.WriteControl(websocket.CloseMessage, normal, deadline)
	return errors.Join(err, g.connection.Close())
}

var errText = errors.New("a text message came back")

func wrong(length, size int) error {
	return fmt.Errorf("%d bytes came back instead of %d", length, size)
}
