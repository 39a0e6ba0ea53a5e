// Prints every event of Halftone's log: past events first, then each event as it happens.
//
//	go mod init example && go get github.com/nats-io/nats.go@v1.55.0
//	go run subscriber.go                 all events
//	go run subscriber.go image.failed    events of one type
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Event is the envelope, CloudEvents 1.0 in structured JSON. A later delivery of the same event has the same ID.
type Event struct {
	ID   string          `json:"id"`
	Type string          `json:"type"`
	Time time.Time       `json:"time"`
	Data json.RawMessage `json:"data"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	connection, err := nats.Connect(cmp.Or(os.Getenv("NATS_URL"), "nats://127.0.0.1:4222"),
		nats.UserInfo(os.Getenv("NATS_USER"), os.Getenv("NATS_PASSWORD")),
		// The client gives up after two minutes without a server, unless told otherwise.
		nats.MaxReconnects(-1))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	js, err := jetstream.New(connection)
	if err != nil {
		log.Fatal(err)
	}

	// Durable: the server remembers under this name what has been acknowledged, also while nobody is connected. What a
	// consumer lets through belongs to it, so each type has one of its own.
	durable, subject := cmp.Or(os.Getenv("SUBSCRIBER"), "example-go"), "halftone.v1.>"
	if len(os.Args) > 1 {
		durable += "-" + strings.ReplaceAll(os.Args[1], ".", "-")
		subject = "halftone.v1." + os.Args[1] + ".>"
	}
	consumer, err := js.CreateOrUpdateConsumer(ctx, "HALFTONE", jetstream.ConsumerConfig{Durable: durable, FilterSubject: subject})
	if err != nil {
		log.Fatal(err)
	}
	running, err := consumer.Consume(func(message jetstream.Msg) {
		var event Event
		if err := json.Unmarshal(message.Data(), &event); err != nil {
			log.Print(err)
			_ = message.Term()
			return
		}
		show(event)
		_ = message.Ack()
	})
	if err != nil {
		log.Fatal(err)
	}
	<-ctx.Done()
	running.Drain()
	<-running.Closed()
}

// Fields of the types that are shown in detail; pass over the types that you do not know.
type data struct {
	Source, Output struct {
		Bytes int
		URL   string
	}
	Reason  struct{ Code, Detail string }
	Outcome string
	Counts  struct{ Compressed, Images int }
}

func show(event Event) {
	kind := strings.TrimSuffix(strings.TrimPrefix(event.Type, "halftone."), ".v1")
	var d data
	detail := ""
	switch kind {
	case "image.compressed", "image.failed", "request.completed":
		if err := json.Unmarshal(event.Data, &d); err != nil {
			log.Print(err)
		}
	}
	switch kind {
	case "image.compressed":
		detail = fmt.Sprintf(": %d → %d bytes, %s", d.Source.Bytes, d.Output.Bytes, d.Output.URL)
	case "image.failed":
		detail = fmt.Sprintf(": %s, %s", d.Reason.Code, d.Reason.Detail)
	case "request.completed":
		detail = fmt.Sprintf(": %s, %d of %d images", d.Outcome, d.Counts.Compressed, d.Counts.Images)
	}
	fmt.Printf("%s %s %s%s\n", event.Time.Format(time.RFC3339Nano), kind, event.ID, detail)
}
