package main

import (
	"crypto/tls"
	"errors"
	"sync/atomic"
	"time"

	"github.com/lxzan/gws"
)

// gws, by its event handler: ReadLoop calls OnMessage, which sends the next message and gives the buffer of
// the last one back to the pool.
type gwsSession struct {
	gws.BuiltinEventHandler
	connection *gws.Conn
	arrived    atomic.Pointer[func(message []byte)] // of the workload; called by the goroutine that reads
	outcome    chan outcome
}

var ignored = func([]byte) {}

type outcome struct {
	result result
	kept   []byte
	err    error
}

func openGws(url string, trust *tls.Config) (session, error) {
	s := &gwsSession{outcome: make(chan outcome, 1)}
	s.arrived.Store(&ignored)
	connection, _, err := gws.NewClient(s, &gws.ClientOption{Addr: url, TlsConfig: trust})
	if err != nil {
		return nil, err
	}
	s.connection = connection // Go turns Nagle's algorithm off itself
	go connection.ReadLoop()
	return s, nil
}

func (s *gwsSession) OnMessage(_ *gws.Conn, message *gws.Message) {
	if message.Opcode == gws.OpcodeBinary {
		(*s.arrived.Load())(message.Bytes())
	} else {
		s.end(outcome{err: errText})
	}
	message.Close()
}

func (s *gwsSession) OnClose(_ *gws.Conn, err error) {
	s.end(outcome{err: errors.Join(errors.New("the connection ended"), err)})
}

// Only the first end of a workload counts.
func (s *gwsSession) end(o outcome) {
	select {
	case s.outcome <- o:
	default:
	}
}

func (s *gwsSession) send(payload []byte) {
	if err := s.connection.WriteMessage(gws.OpcodeBinary, payload); err != nil {
		s.end(outcome{err: err})
	}
}

// The callback is stored before the first message is sent, and sees what its workload has set before.
func (s *gwsSession) run(arrived func([]byte), begin func()) outcome {
	s.arrived.Store(&arrived)
	begin()
	return <-s.outcome
}

func (s *gwsSession) check(payload []byte) ([]byte, error) {
	o := s.run(
		func(message []byte) { s.end(outcome{kept: append([]byte(nil), message...)}) },
		func() { s.send(payload) })
	return o.kept, o.err
}

func (s *gwsSession) batches(payload []byte, count int, duration time.Duration, times *[]uint64) (result, error) {
	messages, left := 0, count
	start := time.Now()
	begin := start
	batch := func() {
		for i := 0; i < count; i++ {
			s.send(payload)
		}
	}
	o := s.run(func(message []byte) {
		if len(message) != len(payload) {
			s.end(outcome{err: wrong(len(message), len(payload))})
			return
		}
		left--
		if left > 0 {
			return
		}
		now := time.Now()
		*times = append(*times, uint64(now.Sub(begin)))
		messages += count
		if now.Sub(start) >= duration {
			s.end(outcome{result: result{messages, int64(now.Sub(start))}})
			return
		}
		left = count
		begin = time.Now()
		batch()
	}, batch)
	return o.result, o.err
}

func (s *gwsSession) stream(payload []byte, window int, duration time.Duration) (result, error) {
	messages, underWay := 0, window
	start := time.Now()
	o := s.run(func(message []byte) {
		if len(message) != len(payload) {
			s.end(outcome{err: wrong(len(message), len(payload))})
			return
		}
		messages++
		took := time.Since(start)
		if took < duration {
			s.send(payload)
			return
		}
		underWay--
		if underWay == 0 {
			s.end(outcome{result: result{messages, int64(took)}})
		}
	}, func() {
		for i := 0; i < window; i++ {
			s.send(payload)
		}
	})
	return o.result, o.err
}

func (s *gwsSession) close() error {
	return s.connection.WriteClose(1000, nil) // and closes
}
