// A client of Go that is measured: answers the commands of PROTOCOL.md. Started with its name.
package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// A session is one connection of one library, with the workloads of its shape.
type session interface {
	check(payload []byte) ([]byte, error)
	// A request with its response is a batch of one.
	batches(payload []byte, count int, duration time.Duration, times *[]uint64) (result, error)
	stream(payload []byte, window int, duration time.Duration) (result, error)
	close() error
}

type result struct {
	messages int
	nanos    int64
}

type client struct {
	module string
	open   func(url string, trust *tls.Config) (session, error)
}

var clients = map[string]client{
	"gws":     {"github.com/lxzan/gws", openGws},
	"gorilla": {"github.com/gorilla/websocket", openGorilla},
}

type program struct {
	client  client
	session session
}

func (p *program) answer(line string) string {
	words := strings.Fields(line)
	values, err := p.command(words[0], words[1:])
	if err != nil {
		p.close()
		return strings.Join(strings.Fields("failed "+err.Error()), " ")
	}
	return strings.TrimSpace("ok " + values)
}

func (p *program) command(name string, given []string) (string, error) {
	wanted := map[string]int{"open": 2, "check": 2, "rr": 3, "pipelined": 4, "stream": 4, "close": 0}
	if n, known := wanted[name]; !known || n != len(given) {
		return "", fmt.Errorf("there is no command %s with %d arguments", name, len(given))
	}
	switch name {
	case "open":
		return "", p.open(given[0], given[1])
	case "close":
		return "", p.close()
	}
	if p.session == nil {
		return "", errors.New("no connection is open")
	}
	n, err := numbers(given)
	if err != nil {
		return "", err
	}
	var r result
	switch name {
	case "check":
		back, err := p.session.check(pattern(n[0], n[1]))
		return strconv.FormatUint(uint64(crc32.ChecksumIEEE(back)), 10), err
	case "rr":
		r, err = p.timed(n[0], 1, n[1], given[2])
	case "pipelined":
		r, err = p.timed(n[0], n[1], n[2], given[3])
	case "stream":
		r, err = p.session.stream(pattern(n[0], 0), n[1], millis(n[2]))
	}
	return fmt.Sprintf("%d %d", r.messages, r.nanos), err
}

func (p *program) open(url, ca string) error {
	p.close()
	trust, err := trusting(ca)
	if err == nil {
		p.session, err = p.client.open(url, trust)
	}
	return err
}

func (p *program) timed(size, count, duration int, file string) (result, error) {
	times := make([]uint64, 0, 1<<16)
	r, err := p.session.batches(pattern(size, 0), count, millis(duration), &times)
	if err != nil || file == "-" {
		return r, err
	}
	var out bytes.Buffer
	if err := binary.Write(&out, binary.LittleEndian, times); err != nil {
		return r, err
	}
	return r, os.WriteFile(file, out.Bytes(), 0o644)
}

func (p *program) close() error {
	if p.session == nil {
		return nil
	}
	err := p.session.close()
	p.session = nil
	return err
}

// All but the last, if that is the name of a file.
func numbers(words []string) ([]int, error) {
	var all []int
	for i, word := range words {
		n, err := strconv.Atoi(word)
		if err != nil && i < len(words)-1 {
			return nil, fmt.Errorf("%s is no number", word)
		}
		all = append(all, n)
	}
	return all, nil
}

func millis(n int) time.Duration {
	return time.Duration(n) * time.Millisecond
}

func pattern(size, seed int) []byte {
	payload := make([]byte, size)
	for i := range payload {
		payload[i] = byte(i*31 + seed)
	}
	return payload
}

func trusting(ca string) (*tls.Config, error) {
	if ca == "-" {
		return nil, nil
	}
	pem, err := os.ReadFile(ca)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate", ca)
	}
	return &tls.Config{RootCAs: roots}, nil
}

func version(module string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range info.Deps {
			if dependency.Path == module {
				return dependency.Version
			}
		}
	}
	return "of unknown version"
}

func main() {
	name := strings.Join(os.Args[1:], " ")
	chosen, known := clients[name]
	if !known {
		fmt.Println("failed there is no client " + name)
		os.Exit(1)
	}
	fmt.Printf("ready %s %s, %s\n", name, version(chosen.module), runtime.Version())
	p := &program{client: chosen}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) != "" {
			fmt.Println(p.answer(lines.Text()))
		}
	}
	p.close()
}
