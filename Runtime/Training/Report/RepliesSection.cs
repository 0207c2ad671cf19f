#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Repartee.Training.Report
{
    /// <summary>What the NPC said at first and what it says now, word by word and term by term.</summary>
    internal static class RepliesSection
    {
        private const int Shown = 10;

        internal static void WriteTo(Html page, RunRecord run)
        {
            bool sameQuestions = run.Evaluations.IsThere && run.Evaluations.Pairs().Count > 0;
            var change = sameQuestions ? run.Evaluations : run.Samples;
            var pairs = change.IsThere ? change.Pairs() : Array.Empty<(RecordedReply, RecordedReply)>();
            if (pairs.Count == 0)
                return;
            page.Raw("<section>").Element("h2", null, sameQuestions ? "Before and after" : "First and last replies");
            int shown = Math.Min(Shown, pairs.Count);
            string chosen = pairs.Count > shown ? $"{shown} of {pairs.Count}, evenly spread, not the best ones. " : "";
            page.Element("p", "note", sameQuestions
                ? $"The same questions with the same draws, so that differences are the actor\u2019s. {chosen}"
                    + "Marked words are in one reply alone."
                : $"This run has no evaluation: these are replies of update {Count(change.FirstUpdate)} and of update "
                    + $"{Count(change.LastUpdate)}, to different questions. {chosen}");
            if (sameQuestions)
                WriteMeans(page, pairs);
            for (int i = 0; i < shown; i++)
            {
                var (before, after) = pairs[i * pairs.Count / shown];
                WritePair(page, before, after, sameQuestions);
            }

            page.Raw("</section>\n");
        }

        private static void WriteMeans(Html page, IReadOnlyList<(RecordedReply Before, RecordedReply After)> pairs)
        {
            page.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Means\"><table class=\"means\"><caption>")
                .Text($"Means over all {Count(pairs.Count)} questions").Raw("</caption><thead><tr><th></th><th>before</th><th>after</th>")
                .Raw("<th>change</th></tr></thead><tbody>");
            MeanRow(page, "reward", pairs.Average(p => p.Before.Total), pairs.Average(p => p.After.Total));
            foreach (string term in pairs[0].Before.Terms.Select(term => term.Key).Distinct())
                MeanRow(page, term, Mean(pairs.Select(p => p.Before), term), Mean(pairs.Select(p => p.After), term));
            page.Raw("</tbody></table></div>");
        }

        private static double Mean(IEnumerable<RecordedReply> replies, string term) => replies
            .SelectMany(reply => reply.Terms.Where(t => t.Key == term)).Select(t => t.Value).DefaultIfEmpty(double.NaN).Average();

        private static void MeanRow(Html page, string name, double before, double after) => page.Raw("<tr>").Element("th", null, name)
            .Element("td", null, Html.Value(before)).Element("td", null, Html.Value(after))
            .Element("td", after > before ? "up" : after < before ? "down" : null, Html.Change(after - before)).Raw("</tr>");

        private static void WritePair(Html page, RecordedReply before, RecordedReply after, bool sameQuestion)
        {
            page.Raw("<article>");
            if (sameQuestion)
                WriteQuestion(page, before);
            var (left, right) = WordDiff.Of(before.Reply, after.Reply);
            page.Raw("<div class=\"pair\">");
            string When(string name, RecordedReply reply) => sameQuestion ? name : $"update {Count(reply.Update)}";
            WriteReply(page, When("before", before), before, sameQuestion ? left : null, "del", sameQuestion);
            WriteReply(page, When("after", after), after, sameQuestion ? right : null, "ins", sameQuestion);
            page.Raw("</div></article>");
        }

        private static void WriteQuestion(Html page, RecordedReply reply)
        {
            if (reply.Persona.Length > 0)
                page.Element("p", "persona", reply.Persona);
            page.Element("p", "player", reply.Player);
        }

        /// <param name="page">Written to.</param>
        /// <param name="when">Heading.</param>
        /// <param name="reply">What is shown.</param>
        /// <param name="words">The reply's words; null: no marks.</param>
        /// <param name="mark">Element around a word that the other lacks.</param>
        /// <param name="sameQuestion">Else the question stands with each reply.</param>
        private static void WriteReply(
            Html page, string when, RecordedReply reply, IReadOnlyList<DiffWord>? words, string mark, bool sameQuestion)
        {
            page.Raw("<div>");
            if (!sameQuestion)
                WriteQuestion(page, reply);
            page.Raw("<p class=\"when\">").Text(when).Raw(" <b>").Text(Html.Value(reply.Total)).Raw("</b></p><blockquote dir=\"auto\">");
            if (reply.Reply.Trim().Length == 0)
                page.Element("i", null, "nothing");
            else if (words is null)
                page.Text(reply.Reply);
            else
                WriteWords(page, words, mark);
            page.Raw("</blockquote><dl class=\"terms\">");
            foreach (var term in reply.Terms)
                WriteTerm(page, term.Key, term.Value);
            page.Raw("</dl></div>");
        }

        /// <summary>Neighbours that the other text lacks are marked as one.</summary>
        private static void WriteWords(Html page, IReadOnlyList<DiffWord> words, string mark)
        {
            for (int i = 0; i < words.Count; i++)
            {
                if (words[i].IsOwn && (i == 0 || !words[i - 1].IsOwn))
                    page.Raw($"<{mark}>");
                bool ends = words[i].IsOwn && (i == words.Count - 1 || !words[i + 1].IsOwn);
                string word = words[i].Text.TrimEnd();
                page.Text(word).Raw(ends ? $"</{mark}>" : "").Text(words[i].Text.Substring(word.Length));
            }
        }

        private static void WriteTerm(Html page, string name, double value)
        {
            page.Raw("<div>").Element("dt", null, name).Raw("<dd>");
            if (value >= 0 && value <= 1)
                page.Raw("<i><i style=\"width:").Number(100 * value).Raw("%\"></i></i>");
            page.Element("span", null, value.ToString("0.00", CultureInfo.InvariantCulture).Replace('-', '\u2212')).Raw("</dd></div>");
        }

        private static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
    }
}
