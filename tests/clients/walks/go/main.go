// The walk-through with the client that openapi-generator writes for Go.
package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	halftone "example.com/halftone/client"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func check(holds bool, what any) {
	if !holds {
		panic(what)
	}
}

// until asks again until there is an answer, for a minute at most.
func until(condition func() bool) {
	for range 600 {
		if condition() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	panic("it does not come")
}

func main() {
	configuration := halftone.NewConfiguration()
	configuration.Servers = halftone.ServerConfigurations{{URL: os.Getenv("HALFTONE_URL")}}
	client := halftone.NewAPIClient(configuration)
	ctx := context.Background()
	open := func() *os.File { return must(os.Open(os.Getenv("CATALOGUE"))) }

	created, _, err := client.RequestsAPI.CreateRequest(ctx).File(open()).Quality(40).WebhookUrl(os.Getenv("WEBHOOK_URL")).Execute()
	must(created, err)
	check(created.Recipe.Quality == 40, created)
	report, _, err := client.RequestsAPI.CheckCatalogue(ctx).File(open()).Execute()
	must(report, err)
	check(report.Valid && report.Totals.Products == created.Counts.Products, report)
	product := halftone.NewCatalogueProduct("Mug", []string{"http://127.0.0.1:9/mug.jpg"})
	asJSON, _, err := client.RequestsAPI.CreateRequestFromJson(ctx).Catalogue(*halftone.NewCatalogue([]halftone.CatalogueProduct{*product})).Execute()
	must(asJSON, err)
	asFile, _, err := client.RequestsAPI.CreateRequestFromFile(ctx).Body(string(must(os.ReadFile(os.Getenv("CATALOGUE"))))).Execute()
	must(asFile, err)
	check(asFile.Id != created.Id && asJSON.Id != created.Id, asFile)
	receipt, _, err := client.ExistingClientsAPI.UploadCatalogue(ctx).File(open()).Execute()
	must(receipt, err)
	plain, _, err := client.ExistingClientsAPI.UploadCatalogueForRequestId(ctx).File(open()).Execute()
	must(plain, err)
	check(receipt.RequestId != "" && plain.RequestId != "", plain)
	fmt.Println("uploaded", created.Id)

	var request *halftone.Request
	until(func() bool {
		request, _, err = client.RequestsAPI.GetRequest(ctx, created.Id).Execute()
		must(request, err)
		return request.Status == halftone.COMPLETED
	})
	check(*request.Outcome.Get() == halftone.SUCCEEDED, request)
	status, _, err := client.ExistingClientsAPI.GetStatus(ctx, created.Id).Execute()
	must(status, err)
	check(status.PlainRequestStatus != nil && status.PlainRequestStatus.RequestId == created.Id, status)
	fmt.Println("followed", request.Progress)

	page, _, err := client.RequestsAPI.ListRequests(ctx).Limit(200).Execute()
	must(page, err)
	found := false
	for _, item := range page.Items {
		found = found || item.Id == created.Id
	}
	check(found, page)
	images, _, err := client.RequestsAPI.ListRequestImages(ctx, created.Id).Status(halftone.COMPRESSED).Execute()
	must(images, err)
	check(images.Items[0].Output.Get().Bytes < images.Items[0].Source.Get().Bytes, images)
	fmt.Println("listed", len(page.Items))

	csv, _, err := client.OutputsAPI.GetOutputCsv(ctx, created.Id).Execute()
	must(csv, err)
	check(strings.Contains(csv, "Output Image URLs"), csv)
	fmt.Println("csv", len(csv))

	file, _, err := client.OutputsAPI.GetOutputZip(ctx, created.Id).Execute()
	must(file, err)
	archive := must(zip.OpenReader(file.Name()))
	check(len(archive.File) > 0, archive)
	fmt.Println("zip", len(archive.File))
	check(os.Remove(file.Name()) == nil, file.Name())

	until(func() bool {
		deliveries, _, err := client.WebhooksAPI.ListRequestDeliveries(ctx, created.Id).Execute()
		must(deliveries, err)
		return len(deliveries.Items) > 0 && deliveries.Items[0].Status == halftone.DELIVERED
	})
	fmt.Println("deliveries", 1)

	_, response, err := client.RequestsAPI.GetRequest(ctx, "nobody").Execute()
	var refusal *halftone.GenericOpenAPIError
	check(errors.As(err, &refusal), err)
	problem, isProblem := refusal.Model().(halftone.Problem)
	check(isProblem && response.StatusCode == 404 && problem.Code == "request_not_found", refusal)
	fmt.Println("refused", response.StatusCode)
}
