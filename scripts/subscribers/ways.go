// Every way in which the client for Go reads the log: what it holds, and what comes. Prints a line for each.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	stream    = "HALFTONE"
	failed    = "halftone.v1.image.failed.*"
	completed = "halftone.v1.request.completed.*"
	wait      = 20 * time.Second
)

// A way hands on each event, acknowledged, until the context ends.
type way func(ctx context.Context, js jetstream.JetStream, filters []string, seen func(subject string, data []byte)) error

var ways = []struct {
	name string
	read way
}{
	{"durable pull", func(ctx context.Context, js jetstream.JetStream, filters []string, seen func(string, []byte)) error {
		name := fmt.Sprintf("go-pull-%d", len(filters))
		consumer, err := js.CreateOrUpdateConsumer(ctx, stream, withFilters(jetstream.ConsumerConfig{Durable: name}, filters))
		if err != nil {
			return err
		}
		return consume(ctx, consumer, seen)
	}},
	{"pull without a name", func(ctx context.Context, js jetstream.JetStream, filters []string, seen func(string, []byte)) error {
		consumer, err := js.CreateOrUpdateConsumer(ctx, stream, withFilters(jetstream.ConsumerConfig{AckPolicy: jetstream.AckExplicitPolicy}, filters))
		if err != nil {
			return err
		}
		return consume(ctx, consumer, seen)
	}},
	{"ordered", func(ctx context.Context, js jetstream.JetStream, filters []string, seen func(string, []byte)) error {
		consumer, err := js.OrderedConsumer(ctx, stream, jetstream.OrderedConsumerConfig{FilterSubjects: filters})
		if err != nil {
			return err
		}
		return consume(ctx, consumer, seen)
	}},
	{"older API, push", older(nats.DeliverAll())},
	{"older API, ordered push", older(nats.OrderedConsumer())},
	{"older API, durable push", older(nats.Durable("go-push"))},
}

func withFilters(config jetstream.ConsumerConfig, filters []string) jetstream.ConsumerConfig {
	if len(filters) == 1 {
		config.FilterSubject = filters[0]
	} else {
		config.FilterSubjects = filters
	}
	return config
}

func consume(ctx context.Context, consumer jetstream.Consumer, seen func(string, []byte)) error {
	running, err := consumer.Consume(func(message jetstream.Msg) {
		seen(message.Subject(), message.Data())
		_ = message.Ack()
	})
	if err != nil {
		return err
	}
	<-ctx.Done()
	running.Stop()
	return nil
}

// The API before the package jetstream, which finds the stream by the subject.
func older(option nats.SubOpt) way {
	return func(ctx context.Context, js jetstream.JetStream, filters []string, seen func(string, []byte)) error {
		context, err := js.Conn().JetStream()
		if err != nil {
			return err
		}
		subject, options := "halftone.v1.>", []nats.SubOpt{option}
		if len(filters) == 1 {
			subject = filters[0]
		} else if len(filters) > 1 {
			subject, options = "", append(options, nats.BindStream(stream), nats.ConsumerFilterSubjects(filters...))
		}
		subscription, err := context.Subscribe(subject, func(message *nats.Msg) { seen(message.Subject, message.Data) }, options...)
		if err != nil {
			return err
		}
		<-ctx.Done()
		return subscription.Unsubscribe()
	}
}

// Reads until it has seen an event of before, and one that happened after it had begun.
func reads(js jetstream.JetStream, filters []string, read way) error {
	began := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	past, live, foreign := false, false, ""
	err := read(ctx, js, filters, func(subject string, data []byte) {
		var event struct{ Time time.Time }
		if json.Unmarshal(data, &event) != nil || !allowed(subject, filters) {
			foreign = subject
		}
		past = past || event.Time.Before(began)
		live = live || event.Time.After(began)
		if foreign != "" || past && live {
			cancel()
		}
	})
	if err == nil && foreign != "" {
		err = fmt.Errorf("%s is none of %v", foreign, filters)
	}
	if err == nil && !(past && live) {
		err = fmt.Errorf("past: %t, live: %t", past, live)
	}
	return err
}

func allowed(subject string, filters []string) bool {
	for _, filter := range filters {
		if strings.HasPrefix(subject, strings.TrimSuffix(filter, "*")) {
			return true
		}
	}
	return len(filters) == 0
}

func main() {
	connection, err := nats.Connect(os.Getenv("NATS_URL"), nats.UserInfo(os.Getenv("NATS_USER"), os.Getenv("NATS_PASSWORD")))
	if err != nil {
		panic(err)
	}
	defer connection.Close()
	js, err := jetstream.New(connection)
	if err != nil {
		panic(err)
	}
	report("live", func() error {
		subscription, err := connection.SubscribeSync("halftone.v1.>")
		if err != nil {
			return err
		}
		_, err = subscription.NextMsg(wait)
		return err
	})
	sets := [][]string{nil, {failed}, {failed, completed}}
	if os.Getenv("SEVERAL_FILTERS") == "no" {
		sets = sets[:2]
	}
	for _, way := range ways {
		for _, filters := range sets {
			what := []string{"no filter", "one filter", "several filters"}[len(filters)]
			report(way.name+", "+what, func() error { return reads(js, filters, way.read) })
		}
	}
}

func report(what string, reading func() error) {
	if err := reading(); err != nil {
		fmt.Printf("failed nats.go %s, %s: %v\n", nats.Version, what, err)
	} else {
		fmt.Printf("ok     nats.go %s, %s\n", nats.Version, what)
	}
}
