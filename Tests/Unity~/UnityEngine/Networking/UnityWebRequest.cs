using System;
using System.Collections.Generic;

namespace UnityEngine.Networking
{
    public class UnityWebRequest : IDisposable
    {
        private readonly string _url;

        public UnityWebRequest(string url) => _url = url;

        public enum Result
        {
            InProgress = 0,
            Success = 1,
            ConnectionError = 2,
            ProtocolError = 3,
            DataProcessingError = 4,
        }

        public DownloadHandler downloadHandler { get; set; }

        public bool isDone => result != Result.InProgress;

        public Result result { get; private set; }

        public string error { get; private set; }

        /// <summary>What was sent, oldest first; the test finishes it.</summary>
        internal static List<UnityWebRequest> Sent { get; } = new List<UnityWebRequest>();

        internal string Url => _url;

        internal bool IsDisposed { get; private set; }

        public UnityWebRequestAsyncOperation SendWebRequest()
        {
            Sent.Add(this);
            return new UnityWebRequestAsyncOperation();
        }

        public void Abort()
        {
            if (!isDone)
                Fail("Request aborted");
        }

        public void Dispose()
        {
            Abort();
            IsDisposed = true;
        }

        internal void Succeed(byte[] bytes)
        {
            ((DownloadHandlerFile)downloadHandler).Write(bytes);
            result = Result.Success;
        }

        internal void Fail(string reason)
        {
            ((DownloadHandlerFile)downloadHandler).Abort();
            (result, error) = (Result.ConnectionError, reason);
        }
    }
}
