// The walk-through with the client that openapi-generator writes for C#.
using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading;
using Halftone.Client.Api;
using Halftone.Client.Client;
using Halftone.Client.Model;

public static class Walk
{
    static void Check(bool holds, object what)
    {
        if (!holds) throw new InvalidOperationException(Convert.ToString(what));
    }

    /// <summary>Asks again until there is an answer, for a minute at most.</summary>
    static T Until<T>(Func<T> condition) where T : class
    {
        for (var turn = 0; turn < 600; turn++)
        {
            var answer = condition();
            if (answer != null) return answer;
            Thread.Sleep(100);
        }
        throw new TimeoutException("it does not come");
    }

    static FileParameter Catalogue()
    {
        var bytes = File.ReadAllBytes(Environment.GetEnvironmentVariable("CATALOGUE"));
        return new FileParameter("catalogue.csv", "text/csv", new MemoryStream(bytes));
    }

    public static void Main()
    {
        var url = Environment.GetEnvironmentVariable("HALFTONE_URL");
        var requests = new RequestsApi(url);
        var outputs = new OutputsApi(url);
        var webhooks = new WebhooksApi(url);
        var existing = new ExistingClientsApi(url);

        var webhookUrl = Environment.GetEnvironmentVariable("WEBHOOK_URL");
        var created = requests.CreateRequest(Catalogue(), quality: 40, webhookUrl: webhookUrl);
        Check(created.Recipe.Quality == 40, created);
        var report = requests.CheckCatalogue(Catalogue());
        Check(report.Valid && report.Totals.Products == created.Counts.Products, report);
        var urls = new[] { "http://127.0.0.1:9/mug.jpg" }.ToList();
        var products = new[] { new CatalogueProduct(name: "Mug", imageUrls: urls) }.ToList();
        var asJson = requests.CreateRequestFromJson(new Catalogue(products: products));
        Check(asJson.Id != created.Id, asJson);
        Check(existing.UploadCatalogue(Catalogue()).RequestId != null, "receipt");
        Check(existing.UploadCatalogueForRequestId(Catalogue()).RequestId != null, "receipt");
        Console.WriteLine("uploaded " + created.Id);

        var request = Until(() =>
        {
            var now = requests.GetRequest(created.Id);
            return now.Status == RequestState.Completed ? now : null;
        });
        Check(request.Outcome == RequestOutcome.SUCCEEDED, request);
        // Not GetStatus: the generator's library httpclient (7.25) hands the answer, and not its text, to what reads a union.
        Check(existing.GetRequestStatus(created.Id).Progress == 100, request);
        Console.WriteLine("followed " + request.Progress);

        var page = requests.ListRequests(limit: 200);
        Check(page.Items.Any(item => item.Id == created.Id), page);
        var image = requests.ListRequestImages(created.Id, ImageState.COMPRESSED).Items[0];
        Check(image.Output.Bytes < image.Source.Bytes, image);
        Console.WriteLine("listed " + page.Items.Count);

        var csv = outputs.GetOutputCsv(created.Id);
        Check(csv.Contains("Output Image URLs"), csv);
        Console.WriteLine("csv " + csv.Length);

        using (var archive = new ZipArchive(outputs.GetOutputZip(created.Id).Content))
        {
            Check(archive.Entries.Count > 0, archive);
            Console.WriteLine("zip " + archive.Entries.Count);
        }

        var delivery = Until(() => webhooks.ListRequestDeliveries(created.Id).Items.FirstOrDefault(one => one.Status == DeliveryOutcome.Delivered));
        Check(delivery.Attempts[0].StatusCode == 204, delivery);
        Console.WriteLine("deliveries 1");

        try
        {
            requests.GetRequest("nobody");
            Check(false, "there is no such request");
        }
        catch (ApiException refusal)
        {
            Check(refusal.ErrorCode == 404, refusal);
            Console.WriteLine("refused 404");
        }
    }
}
